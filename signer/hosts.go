package signer

// hostShapes lists the shapes of host names, one a line; the first that fits decides. Comments begin with "#".
// The columns:
//
//	host      "**" stands for any number of labels, also none, and "*" for one label or a part of one;
//	          <region> for a label in the form of an AWS region, <place> for any label that names a region,
//	          <service> for the label of a service, AWS for the domain of a partition (see partitions)
//	service   the signing name; "=" takes it from <service> and signingNames
//	region    "=" takes it from <region> or <place>, "global" is the region of the partition's global
//	          services, "-" means that the host does not name it
//	algorithm if it is not sigv4
const hostShapes = `
# S3. A bucket's name may have dots.
**.accesspoint.s3-global.AWS                    s3                  *       sigv4a
**.s3-accelerate.AWS                            s3                  -
**.s3-accelerate.dualstack.AWS                  s3                  -
**.s3express-*.<region>.AWS                     s3express           =
s3express-control.<region>.AWS                  s3express           =
**.s3-outposts.<region>.AWS                     s3-outposts         =
**.s3-outposts-fips.<region>.AWS                s3-outposts         =
**.s3-object-lambda.<region>.AWS                s3-object-lambda    =
**.s3-object-lambda-fips.<region>.AWS           s3-object-lambda    =
**.vpce-*.s3.<region>.vpce.AWS                  s3                  =
**.s3-accesspoint.<region>.AWS                  s3                  =
**.s3-accesspoint.dualstack.<region>.AWS        s3                  =
**.s3-accesspoint-fips.<region>.AWS             s3                  =
**.s3-accesspoint-fips.dualstack.<region>.AWS   s3                  =
**.s3-control.<region>.AWS                      s3                  =
**.s3-control.dualstack.<region>.AWS            s3                  =
**.s3-control-fips.<region>.AWS                 s3                  =
**.s3-control-fips.dualstack.<region>.AWS       s3                  =
**.s3.<region>.AWS                              s3                  =
**.s3.dualstack.<region>.AWS                    s3                  =
**.s3-fips.<region>.AWS                         s3                  =
**.s3-fips.dualstack.<region>.AWS               s3                  =
**.s3-external-1.AWS                            s3                  us-east-1
**.s3-fips-<region>.AWS                         s3                  =
**.s3-<region>.AWS                              s3                  =
**.s3.AWS                                       s3                  global

# Hosts of customers' own resources.
*.lambda-url.<region>.AWS                       lambda              =
*.execute-api.<region>.AWS                      execute-api         =
*.execute-api-fips.<region>.AWS                 execute-api         =
*.appsync-api.<region>.AWS                      appsync             =
*.appsync-realtime-api.<region>.AWS             appsync             =
*.ddpg.<region>.AWS                             appsync             =
*.<region>.es.AWS                               es                  =
*.aos.<region>.AWS                              es                  =
*.<region>.aoss.AWS                             aoss                =
*.aoss.<region>.AWS                             aoss                =
*.<region>.cloudsearch.AWS                      cloudsearch         =
**.jobs.iot.<region>.AWS                        iot-jobs-data       =
**.jobs.iot-fips.<region>.AWS                   iot-jobs-data       =
api.tunneling.iot.<region>.AWS                  IoTSecuredTunneling =
api.tunneling.iot-fips.<region>.AWS             IoTSecuredTunneling =
data.jobs.iot.<region>.AWS                      iot-jobs-data       =
mqtt.iot.<region>.AWS                           iotdevicegateway    =
*.iot.<region>.AWS                              iotdata             =
data.ats.iot.<region>.AWS                       iotdata             =
*.iot-fips.<region>.AWS                         iotdata             =
**.<region>.neptune.AWS                         neptune-db          =
**.<region>.neptune-graph.AWS                   neptune-graph       =
**.<region>.rds.AWS                             rds-db              =
**.data.mediastore.<region>.AWS                 mediastore          =
**.dsql.<region>.AWS                            dsql                =
**.vpc-lattice-svcs.<region>.AWS                vpc-lattice-svcs    =
**.kinesisvideo.<region>.AWS                    kinesisvideo        =
**.timestream.<region>.AWS                      timestream          =

cp.*.geo.<region>.AWS                           geo                 =
cp.*.geo-fips.<region>.AWS                      geo                 =
global.health.AWS                               health              global
# Every other service: regional, behind a VPC endpoint, with FIPS, in the old order, global.
**.<service>.<region>.vpce.AWS                  =                   =
fips.<service>.<region>.AWS                     =                   =
<service>.dualstack.<region>.AWS                =                   =
**.<service>.<region>.AWS                       =                   =
<region>.<service>.AWS                          =                   =
**.<service>.<region>.us-gov.AWS                =                   =
**.<service>.us-gov.AWS                         =                   us-gov-west-1
<service>.global.AWS                            =                   global
<service>.AWS                                   =                   global

# Other services with S3's interface. For MinIO and others on hosts of their own, callers name the service.
**.r2.cloudflarestorage.com                     s3                  auto
**.s3.<place>.backblazeb2.com                   s3                  =
**.<place>.digitaloceanspaces.com               s3                  =
**.s3.<place>.wasabisys.com                     s3                  =
**.s3.wasabisys.com                             s3                  us-east-1
**.s3.<place>.scw.cloud                         s3                  =
**.s3.<place>.io.cloud.ovh.net                  s3                  =
**.s3.<place>.cloud-object-storage.appdomain.cloud  s3              =
**.compat.objectstorage.<place>.oraclecloud.com s3                  =
**.<place>.linodeobjects.com                    s3                  =
**.<place>.vultrobjects.com                     s3                  =
**.<place>.your-objectstorage.com               s3                  =
**.fly.storage.tigris.dev                       s3                  auto
**.t3.storage.dev                               s3                  auto
**.storage.googleapis.com                       s3                  auto
`
